-- needs: source_states
-- The hubs that are listed to be fetched, as the schedule sees them.
SELECT * FROM source_states
