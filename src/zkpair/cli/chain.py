"""`zkpair run --chain`: which chain, and at which size."""

from __future__ import annotations

import click

from zkpair.chains import DEFAULT_PATH, Chain, ChainError, chosen, load_chains
from zkpair.measure.selection import Selection


def chain_of(chain_id: str, wanted: Selection) -> Chain:
    """The chain of that id, at the size asked for. UsageError for anything else that was asked for beside it."""
    if wanted.patterns or wanted.params or wanted.arms or len(wanted.sizes) > 1:
        raise click.UsageError("--chain takes one --size at most: its tasks, parameters and arms stand in chains.toml")
    try:
        chain = chosen(load_chains(DEFAULT_PATH), chain_id)
        if wanted.sizes:
            chain = chain.at(wanted.sizes[0])
    except ChainError as error:
        raise click.ClickException(str(error)) from error
    return chain
