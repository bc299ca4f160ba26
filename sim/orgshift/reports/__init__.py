"""What we show: figures (table in, plotly figure out), words, and the page that holds them."""
