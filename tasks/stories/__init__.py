"""Stories: which texts are copies, excerpts, prints or revisions of each other. Pure; numpy only.

``letters`` cuts a text into tokens, ``sketch`` reduces it to what is compared, ``compare`` decides a pair of texts,
``cluster`` makes stories of the pairs, ``kinds`` says what each article is in its story. ``decide`` drives them over a
store: Postgres in a run, ``memory`` for scorers and property tests, so both give the same stories.
"""
