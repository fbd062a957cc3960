"""The buttons in Google Sheets: an Apps Script project over the HTTP service."""
