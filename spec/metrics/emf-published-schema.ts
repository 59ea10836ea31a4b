/*
 * AWS's JSON schema of the embedded metric format, as published in Powertools for AWS Lambda (Python), aws_lambda_powertools/metrics/schema.json at
 * commit c98937bb29d4869474e4785a96c61d4e9543c851 (github.com/aws-powertools/powertools-lambda-python), which took it from the page
 * "Specification: embedded metric format" of the CloudWatch user guide.
 *
 * Copyright 2019 Amazon.com, Inc. or its affiliates. All Rights Reserved.
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to
 * deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense,
 * and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
 * FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
 * LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
 * IN THE SOFTWARE.
 */

/** The schema of one line, without its `$id`s, which are JSON pointers and no ids to today's validators. */
export const PUBLISHED_SCHEMA = {
  type: 'object',
  title: 'Root Node',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      title: 'Metadata',
      required: ['Timestamp', 'CloudWatchMetrics'],
      properties: {
        Timestamp: { type: 'integer', title: 'The Timestamp Schema', examples: [1565375354953] },
        CloudWatchMetrics: {
          type: 'array',
          title: 'MetricDirectives',
          items: {
            type: 'object',
            title: 'MetricDirective',
            required: ['Namespace', 'Dimensions', 'Metrics'],
            properties: {
              Namespace: { type: 'string', title: 'CloudWatch Metrics Namespace', examples: ['MyApp'], pattern: '^(.*)$', minLength: 1 },
              Dimensions: {
                type: 'array',
                title: 'The Dimensions Schema',
                minItems: 1,
                items: {
                  type: 'array',
                  title: 'DimensionSet',
                  minItems: 1,
                  maxItems: 9,
                  items: { type: 'string', title: 'DimensionReference', examples: ['Operation'], pattern: '^(.*)$', minItems: 1 },
                },
              },
              Metrics: {
                type: 'array',
                title: 'MetricDefinitions',
                minItems: 1,
                items: {
                  type: 'object',
                  title: 'MetricDefinition',
                  required: ['Name'],
                  minItems: 1,
                  properties: {
                    Name: { type: 'string', title: 'MetricName', examples: ['ProcessingLatency'], pattern: '^(.*)$', minLength: 1 },
                    Unit: {
                      type: 'string',
                      title: 'MetricUnit',
                      examples: ['Milliseconds'],
                      pattern:
                        '^(Seconds|Microseconds|Milliseconds|Bytes|Kilobytes|Megabytes|Gigabytes|Terabytes|Bits|Kilobits|Megabits|Gigabits|Terabits|Percent|Count|Bytes\\/Second|Kilobytes\\/Second|Megabytes\\/Second|Gigabytes\\/Second|Terabytes\\/Second|Bits\\/Second|Kilobits\\/Second|Megabits\\/Second|Gigabits\\/Second|Terabits\\/Second|Count\\/Second|None)$',
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};
