"""A fleet of kiosks that are not there, against a server that is: how much does it carry?"""
