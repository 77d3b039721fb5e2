"""What a deployment needs: Prefect called and set up, parameters validated, missed runs, artifacts, automations."""
