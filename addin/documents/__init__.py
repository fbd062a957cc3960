"""Documents made from the rows: lists to hand over, each checked before it leaves."""
