"""What the employer said, in words: a small, closed grammar of our own.

tokens -> marks (the words of a language, from its data file) -> time expressions -> what a sentence says -> a stated
timeline. What the grammar does not know is reported as not understood, never guessed at.
"""
