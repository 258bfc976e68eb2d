-- The sides of the claims are large, and no other table starts from them.
DROP TABLE facet_claims;
DROP TABLE known;
DROP TABLE nearest;
DROP TABLE answers;
DROP TABLE classified;
DROP TABLE value_rows;
DROP TABLE listings;
DROP TABLE printed;
