"""The page of surveys that deserve a second look."""
