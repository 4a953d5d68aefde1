// What somebody should look at. Every rule reads telemetry that the app or its host writes; a test holds the texts that are looked for
// against the messages of the code. A rule fires when its query returns a row. Sums of itemCount make up for sampling.

@description('What makes the names unique.')
param token string

@description('Where they are.')
param location string

@description('Their tags.')
param tags { *: string }

@description('The Application Insights component that is asked.')
param insightsId string

@description('Who gets a mail; nobody when empty.')
param email string

@description('How often the rules look.')
param frequency string

@description('How long a due job may wait, in minutes.')
param pendingMinutes int

@description('Which share of the jobs that end may fail, in percent.')
param failedPercent int

@description('How long one execution may take, in minutes.')
param runningMinutes int

var rules = [
  {
    name: 'oldest-pending'
    title: 'A due job waits for too long'
    severity: 2
    window: 'PT15M'
    // Reads what the round of the lost bells says of the oldest due job, once a minute while there is one.
    query: $'''
      traces
      | where message startswith "The oldest due job has waited"
      | parse message with "The oldest due job has waited " seconds: long " s"
      | summarize timestamp = max(timestamp), oldest = max(seconds)
      | where oldest > ${pendingMinutes * 60}
      '''
  }
  {
    name: 'failed-rate'
    title: 'Too many jobs fail'
    severity: 2
    window: 'PT1H'
    // Reads the end of every attempt. One that is tried again ends as pending and does not count; fewer than ten ends say nothing.
    query: $'''
      traces
      | where message startswith "Job " and message matches regex @"\), attempt \d+: (completed|failed)$"
      | summarize timestamp = max(timestamp), ended = sum(itemCount), failed = sumif(itemCount, message endswith ": failed")
      | where ended >= 10 and failed * 100 > ended * ${failedPercent}
      '''
  }
  {
    name: 'poison'
    title: 'The host gave up on a message, or a message is no bell'
    severity: 1
    window: 'PT1H'
    // Reads what the poison triggers and the lanes say of such messages.
    query: '''
      traces
      | where message startswith "The host gave up on the bell of job" or message has "is no bell of ours"
      | summarize timestamp = max(timestamp), messages = sum(itemCount)
      | where messages > 0
      '''
  }
  {
    name: 'long-running'
    title: 'A job runs longer than expected'
    severity: 3
    window: 'PT1H'
    // Reads the duration of the lanes' executions, which the host reports when they end: at the function timeout at the latest.
    query: $'''
      requests
      | where name startswith "Lane" and duration > ${runningMinutes * 60000}
      | summarize timestamp = max(timestamp), executions = sum(itemCount)
      | where executions > 0
      '''
  }
  {
    name: 'lost-instances'
    title: 'Jobs lose their instance'
    severity: 2
    window: 'PT1H'
    // Reads what the stuck-job timer says. One such job is a crash or a platform update; several are a handler that takes its process down.
    query: '''
      traces
      | where message startswith "Job " and message has "lost its instance"
      | summarize timestamp = max(timestamp), jobs = sum(itemCount)
      | where jobs > 2
      '''
  }
  {
    name: 'silence'
    title: 'The service does not run, or its telemetry is lost'
    severity: 0
    window: 'PT15M'
    // Reads what no running service is without: a timer that fires every 30 seconds. All other rules are blind while it does not.
    query: '''
      requests
      | where name == "TimerMaintenance"
      | summarize runs = count()
      | where runs == 0
      | extend timestamp = now()
      '''
  }
]

resource mail 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'jobs'
    emailReceivers: [
      {
        name: 'operator'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource queries 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'alert-${rule.name}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      severity: rule.severity
      enabled: true
      autoMitigate: true
      scopes: [insightsId]
      evaluationFrequency: frequency
      windowSize: rule.window
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: empty(email) ? [] : [mail.id]
      }
    }
  }
]
