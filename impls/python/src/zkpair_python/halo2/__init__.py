"""halo2's proofs (halo2_proofs 0.4.1 over Vesta): the pinned key's text, PLONK's checks, multiopen, IPA."""
