"""What filling in and printing costs below: asked again, pages, minutes (art. 14)."""
