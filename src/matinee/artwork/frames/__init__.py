"""From videos and stills to pictures worth showing: `extract.extract`. Needs the extra `[vision]`."""
