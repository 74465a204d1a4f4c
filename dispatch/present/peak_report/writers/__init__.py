"""The four writers: each shows a report in a format; a file is there whole or not at all."""
