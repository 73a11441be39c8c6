"""Module: parameters, buffers and modules by name, `state_dict`, modes; a call compiles and runs `forward`."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from zkpair_rust.nn.compiled import Cache
from zkpair_rust.nn.tensor import Parameter, Tensor, as_tensor
from zkpair_rust.nn.tracing import Traced

if TYPE_CHECKING:
    from typing import Self


class IncompatibleKeys(NamedTuple):
    """What `load_state_dict` found missing, and what it did not know."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"

    def __str__(self) -> str:
        return repr(self)


class Module:
    """A part of a network. Subclasses set parameters and modules as attributes in `__init__` and define `forward`."""

    training: bool
    changes: int
    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _modules: dict[str, Module]

    def __init__(self) -> None:
        own = {"training": True, "changes": 0, "_cache": Cache(), "_parameters": {}, "_buffers": {}, "_modules": {}}
        for name, value in own.items():
            object.__setattr__(self, name, value)

    # --- attributes

    def __setattr__(self, name: str, value: Any) -> None:
        if "_modules" not in self.__dict__:
            kind = "module" if isinstance(value, Module) else "parameters"
            raise AttributeError(f"cannot assign {kind} before {type(self).__name__}.__init__() call")
        for table in (self._parameters, self._buffers, self._modules):
            table.pop(name, None)
        self.__dict__.pop(name, None)
        if isinstance(value, Parameter):
            self._parameters[name] = value
        elif isinstance(value, Module):
            self._modules[name] = value
        else:
            object.__setattr__(self, name, value)
        self._changed()

    def __getattr__(self, name: str) -> Any:
        for table in ("_parameters", "_buffers", "_modules"):
            found = self.__dict__.get(table, {})
            if name in found:
                return found[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __delattr__(self, name: str) -> None:
        for table in (self._parameters, self._buffers, self._modules):
            if name in table:
                del table[name]
                break
        else:
            object.__delattr__(self, name)
        self._changed()

    def _changed(self) -> None:
        self.__dict__["changes"] += 1
        Cache.changes += 1

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """A parameter, or None where there is none."""
        self._named(name)
        self._parameters[name] = param
        self._changed()

    def register_buffer(self, name: str, tensor: Tensor | None) -> None:
        """A tensor that is part of the state and is not learnt."""
        self._named(name)
        self._buffers[name] = tensor
        self._changed()

    def add_module(self, name: str, module: Module) -> None:
        """A module under a name."""
        self._named(name)
        self._modules[name] = module
        self._changed()

    def _named(self, name: str) -> None:
        if "." in name or not name:
            raise KeyError(f'a name must not be empty nor contain ".", got {name!r}')

    # --- what is inside

    def children(self) -> Iterator[Module]:
        return iter(self._modules.values())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        return iter(self._modules.items())

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """This module and all inside it, each once."""
        seen: set[int] = set()
        waiting: list[tuple[str, Module]] = [(prefix, self)]
        while waiting:
            name, module = waiting.pop()
            if id(module) in seen:
                continue
            seen.add(id(module))
            yield name, module
            inside = [(f"{name}.{key}" if name else key, child) for key, child in module._modules.items()]
            waiting += reversed(inside)

    def modules(self) -> Iterator[Module]:
        return (module for _, module in self.named_modules())

    def named_parameters(self, prefix: str = "") -> Iterator[tuple[str, Parameter]]:
        """Parameters with their dotted names, each once."""
        seen: set[int] = set()
        for name, module in self.named_modules(prefix):
            for key, value in module._parameters.items():
                if value is not None and id(value) not in seen:
                    seen.add(id(value))
                    yield (f"{name}.{key}" if name else key), value

    def parameters(self) -> Iterator[Parameter]:
        return (value for _, value in self.named_parameters())

    def named_buffers(self, prefix: str = "") -> Iterator[tuple[str, Tensor]]:
        for name, module in self.named_modules(prefix):
            for key, value in module._buffers.items():
                if value is not None:
                    yield (f"{name}.{key}" if name else key), value

    def named_tensors(self) -> Iterator[tuple[str, Tensor]]:
        """Parameters and buffers, and tensors that are plain attributes: all that a forward can read."""
        yield from self.named_parameters()
        yield from self.named_buffers()
        for name, module in self.named_modules():
            yield from ((f"{name}.{key}", value) for key, value in vars(module).items() if isinstance(value, Tensor))

    # --- state

    def state_dict(self) -> OrderedDict[str, Tensor]:
        """Parameters and buffers by their dotted names; the tensors themselves, not copies."""
        state: OrderedDict[str, Tensor] = OrderedDict()
        for name, module in self.named_modules():
            for key, value in (*module._parameters.items(), *module._buffers.items()):
                if value is not None:
                    state[f"{name}.{key}" if name else key] = value
        return state

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True) -> IncompatibleKeys:
        """Copies numbers into parameters and buffers. RuntimeError for keys (where `strict`) or shapes that differ."""
        own = self.state_dict()
        missing = [name for name in own if name not in state_dict]
        unexpected = [name for name in state_dict if name not in own]
        problems = []
        if strict and unexpected:
            problems.append(f"Unexpected key(s) in state_dict: {_quoted(unexpected)}. ")
        if strict and missing:
            problems.append(f"Missing key(s) in state_dict: {_quoted(missing)}. ")
        given = {name: as_tensor(value) for name, value in state_dict.items() if name in own}
        for name, value in given.items():
            if value.shape != own[name].shape:
                problems.append(
                    f"size mismatch for {name}: copying a param with shape {value.shape} from checkpoint, the shape in "
                    f"current model is {own[name].shape}."
                )
        if problems:
            text = "".join(f"\n\t{problem}" for problem in problems)
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:{text}")
        for name, value in given.items():
            own[name].copy_(value)
        return IncompatibleKeys(missing, unexpected)

    def train(self, mode: bool = True) -> Self:
        """Training mode, in which this engine refuses the layers that would learn."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Prediction mode."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Nothing: no gradients here."""
        return self

    # --- running

    def forward(self, *args: Any) -> Any:
        """What the module computes, by functions of `nn.functional` and other modules."""
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args: Any) -> Any:
        for arg in args:
            if isinstance(arg, Traced):
                return self.forward(*args)
        return self._cache.run(self, args)

    def extra_repr(self) -> str:
        """What stands between the brackets."""
        return ""

    def __repr__(self) -> str:
        extra, name = self.extra_repr(), type(self).__name__
        lines = [extra] if extra else []
        lines += [f"({key}): " + repr(child).replace("\n", "\n  ") for key, child in self._modules.items()]
        if not self._modules:
            return f"{name}({extra})"
        return f"{name}(\n  " + "\n  ".join(lines) + "\n)"


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
