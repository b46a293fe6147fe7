"""People who are to leave an old document where a new one lay, behind one door; honest or not (rule 23)."""
