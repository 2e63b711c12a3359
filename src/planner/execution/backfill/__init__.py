"""Fill the tenant column while the application runs: cursors, pace, the windows of a part, and several workers."""
