"""The live site, asked politely and safely, one request at a time."""
