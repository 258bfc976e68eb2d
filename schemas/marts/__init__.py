"""The views for analysts in the schema `marts`, and the word index behind `search`."""
