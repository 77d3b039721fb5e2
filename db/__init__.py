"""What is stored and the promise to readers: schema, migrations, views, roles, session, read, write."""
