"""From videos and stills to pictures worth showing: `extract.extract`; needs `[vision]`."""
