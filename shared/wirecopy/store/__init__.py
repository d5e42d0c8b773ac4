"""The stores on AWS and in memory. The only room that imports boto3."""
