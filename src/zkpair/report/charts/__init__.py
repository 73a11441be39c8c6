"""Charts as scenes of a few shapes in named colours, drawn as SVG in the page and as SVG and PNG files."""
