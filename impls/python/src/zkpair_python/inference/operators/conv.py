"""Conv: y[n][o][p][q] = b_o + Σ_{i, r, c} w[o][i][r][c]·x[n][i][p·s + r·d − top][q·s' + c·d' − left], 0 beyond the
image; i runs over the channels of o's group.
"""

from collections.abc import Sequence

from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.lists import Nested, dot, flat
from zkpair_python.inference.operators.window import axes, under


def conv(node: Node, operands: Sequence[Nested]) -> Nested:
    x, w, b = operands
    weights = [flat(channel) for channel in w]
    channels_in, each_out = len(w[0]), len(w) // node.integer("groups")
    kernel = (len(w[0][0]), len(w[0][0][0]))

    def sample(image: Nested) -> Nested:
        rows, columns = axes(node, kernel, image[0])
        result: Nested = [[] for _ in w]
        for p in rows.positions():
            lines: Nested = [[] for _ in w]
            for q in columns.positions():
                covered = [under(channel, rows.covered(p), columns.covered(q), 0.0) for channel in image]
                for group in range(node.integer("groups")):
                    window = flat(covered[group * channels_in : (group + 1) * channels_in])
                    for o in range(group * each_out, (group + 1) * each_out):
                        lines[o].append(dot(weights[o], window) + b[o])
            for channel, line in zip(result, lines, strict=True):
                channel.append(line)
        return result

    return [sample(image) for image in x]
