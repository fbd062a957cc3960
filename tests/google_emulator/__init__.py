"""The Google Sheets v4 and Drive v3 APIs on loopback, as real recorded conversations show them."""
