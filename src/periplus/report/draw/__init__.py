"""Pictures of a report as SVG, drawn with measured text widths."""
