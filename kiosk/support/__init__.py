"""`borne support`: what somebody far away needs to help, and nothing of the people who came."""
