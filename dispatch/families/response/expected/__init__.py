"""Who must respond to what, as the audit and the simulation derive it.

    responders   profiles and responders        losses   contingencies        live   services that may be held ready

Nothing here comes from the model's resolution (`dispatch.families.response.resolve`), and the import contract keeps it
so: what one of the two drops or misreads, the other finds. The catalogue's numbers are shared.
"""
