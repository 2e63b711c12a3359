def refuse_unsupported(loaded):
    pass
