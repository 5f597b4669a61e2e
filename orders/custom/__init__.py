"""Fields that administrators define: what they are, how their values are stored, shown, compared, sorted and found."""
