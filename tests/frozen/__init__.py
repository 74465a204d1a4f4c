"""What a version before the change of layout wrote and showed; see README.md beside this file."""
