"""Where evidence comes from: one file per source; fetch brings bytes, parse reads them."""
