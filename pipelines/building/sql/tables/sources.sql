-- needs: source_states
-- The hubs listed for fetching, with their state in the schedule.
SELECT * FROM source_states
