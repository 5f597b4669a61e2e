"""Speed, measured as ratios: ours against a floor in the same process and the same minute. ``make bench`` runs it."""
