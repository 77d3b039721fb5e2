"""The processes that Newsweir starts: the pool that parses pages, a child that answers messages."""
