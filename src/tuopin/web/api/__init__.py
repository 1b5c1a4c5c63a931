"""The way in for other programs: what the screens show and do, as JSON (`/api/v1/`)."""
