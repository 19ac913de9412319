"""Reads a deployed router as a script of its operator might, and prints what it found as JSON.

Arguments: function name, log group, stage, start and end in epoch seconds. The endpoint and the credentials come
from the environment, as for any program that uses boto3.
"""

import json
import sys
from datetime import datetime, timezone

import boto3

function, log_group, stage, start, end = sys.argv[1:]
window = {
    "StartTime": datetime.fromtimestamp(int(start), timezone.utc),
    "EndTime": datetime.fromtimestamp(int(end), timezone.utc),
}
client = boto3.client

lambda_ = client("lambda")
configuration = lambda_.get_function(FunctionName=function)["Configuration"]
versions = lambda_.get_paginator("list_versions_by_function").paginate(FunctionName=function)
event = {
    "httpMethod": "POST",
    "path": "/query",
    "headers": {"content-type": "application/json"},
    "body": json.dumps({"query": "What are my AWS costs?"}),
}
invoked = lambda_.invoke(FunctionName=function, Qualifier="live", Payload=json.dumps(event), LogType="Tail")
response = json.loads(invoked["Payload"].read())

role = configuration["Role"].split("/")[-1]
iam = client("iam")
policy_name = iam.list_role_policies(RoleName=role)["PolicyNames"][0]
policy = iam.get_role_policy(RoleName=role, PolicyName=policy_name)["PolicyDocument"]

request_id = json.loads(response["body"])["request_id"]
logs = client("logs")
pages = logs.get_paginator("filter_log_events").paginate(logGroupName=log_group, filterPattern=f'"{request_id}"')
streams = logs.describe_log_streams(logGroupName=log_group)["logStreams"]
stream_events = logs.get_log_events(
    logGroupName=log_group, logStreamName=streams[0]["logStreamName"], startFromHead=True
)["events"]

cloudwatch = client("cloudwatch")
metric = {
    "Namespace": "Switchyard",
    "MetricName": "Requests",
    "Dimensions": [{"Name": "Stage", "Value": stage}],
}
metrics = cloudwatch.get_paginator("list_metrics").paginate(Namespace="Switchyard")
statistics = cloudwatch.get_metric_statistics(**metric, **window, Period=60, Statistics=["Sum"])["Datapoints"]
query = {"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}
data = cloudwatch.get_metric_data(MetricDataQueries=[query], **window)["MetricDataResults"]

try:
    lambda_.get_alias(FunctionName=function, Name="nowhere")
    missing = None
except lambda_.exceptions.ResourceNotFoundException as error:
    missing = error.response["Error"]["Code"]

reply = client("bedrock-runtime").converse(
    modelId="us.anthropic.claude-haiku-5-5",
    messages=[{"role": "user", "content": [{"text": "Hello?"}]}],
)

print(
    json.dumps(
        {
            "state": configuration["State"],
            "versions": [version["Version"] for page in versions for version in page["Versions"]],
            "alias": lambda_.get_alias(FunctionName=function, Name="live")["FunctionVersion"],
            "invoked": [invoked["StatusCode"], invoked["ExecutedVersion"], response["statusCode"]],
            "actions": sorted(action for statement in policy["Statement"] for action in statement["Action"]),
            "emfLines": sum(e["message"].startswith('{"_aws"') for page in pages for e in page["events"]),
            "firstLine": stream_events[0]["message"],
            "metrics": sorted({m["MetricName"] for page in metrics for m in page["Metrics"]}),
            "statisticsSum": sum(point["Sum"] for point in statistics),
            "dataSum": sum(data[0]["Values"]),
            "apis": [api["name"] for api in client("apigateway").get_rest_apis()["items"]],
            "account": client("sts").get_caller_identity()["Account"],
            "missing": missing,
            "modelSaid": reply["output"]["message"]["content"][0]["text"],
        }
    )
)
