// Mail when viewers, or Front Door at the app, get too many 5xx, conversions queue up, or a change was not followed up.
// The first two read Front Door's metrics: Flex Consumption apps have none of App Service's (Http5xx, Requests). Those on logs read the
// app's own metrics (docs/operate.md).

@description('Start of the alerts\' names.')
param namePrefix string

@description('Tags of the alerts.')
param tags { *: string }

@description('Resource id of the Front Door profile; empty: there is none, and the app\'s own count of its 5xx is read.')
param profileId string

@description('Resource id of the Event Grid topic; empty: there is none.')
param topicId string

@description('The workspace\'s own region, where rules about its logs live.')
param workspaceLocation string

@description('Resource id of the Log Analytics workspace that the app\'s metrics go to.')
param workspaceId string

@description('Who gets mail; empty: the alerts are only seen in the portal.')
param email string

var viewerErrorPercent = 5
var originErrorCount = 10
var queueLength = 8 // of the 16 requests that an instance of 2 GB gets at once before another one is started

resource mail 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: '${namePrefix}-mail'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'imagefn'
    enabled: true
    emailReceivers: [
      {
        name: 'owner'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

var actions = empty(email) ? [] : [{ actionGroupId: mail.id }]

resource viewerErrors 'Microsoft.Insights/metricAlerts@2026-01-01' = if (!empty(profileId)) {
  name: '${namePrefix}-viewers-5xx'
  location: 'global'
  tags: tags
  properties: {
    description: 'More than ${viewerErrorPercent} % of all answers to viewers are 5xx.'
    severity: 1
    enabled: true
    scopes: [profileId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'viewers'
          metricNamespace: 'Microsoft.Cdn/profiles'
          metricName: 'Percentage5XX'
          operator: 'GreaterThan'
          threshold: viewerErrorPercent
          timeAggregation: 'Average'
        }
      ]
    }
    actions: actions
  }
}

// The edge's cache can hide a broken app from most viewers for a long time; this one looks behind it.
resource originErrors 'Microsoft.Insights/metricAlerts@2026-01-01' = if (!empty(profileId)) {
  name: '${namePrefix}-app-5xx'
  location: 'global'
  tags: tags
  properties: {
    description: 'The app gave more than ${originErrorCount} answers with 5xx in five minutes.'
    severity: 2
    enabled: true
    scopes: [profileId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'app'
          metricNamespace: 'Microsoft.Cdn/profiles'
          metricName: 'OriginRequestCount'
          dimensions: [
            { name: 'HttpStatusGroup', operator: 'Include', values: ['5XX'] }
          ]
          operator: 'GreaterThan'
          threshold: originErrorCount
          timeAggregation: 'Total'
        }
      ]
    }
    actions: actions
  }
}

// What Event Grid gave up on, and left in the container for that: old pictures are served until they are looked after.
resource undelivered 'Microsoft.Insights/metricAlerts@2026-01-01' = if (!empty(topicId)) {
  name: '${namePrefix}-undelivered'
  location: 'global'
  tags: tags
  properties: {
    description: 'Changes of pictures could not be followed up for a day: see the container undelivered-events.'
    severity: 2
    enabled: true
    scopes: [topicId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'undelivered'
          metricNamespace: 'Microsoft.EventGrid/systemTopics'
          metricName: 'DeadLetteredCount'
          operator: 'GreaterThan'
          threshold: 0
          timeAggregation: 'Total'
        }
      ]
    }
    actions: actions
  }
}

var metricRules = concat(
  [
    {
      name: 'queue'
      description: 'More than ${queueLength} conversions waited for a place, for ten minutes on end: too few or too small instances.'
      query: 'AppMetrics | where Name == "images.queue.length"'
      column: 'Max'
      aggregation: 'Maximum'
      threshold: queueLength
      periods: 2
    }
    {
      name: 'purge-failures'
      description: 'The edge was not purged of pictures that changed: viewers see the old ones.'
      query: 'AppMetrics | where Name == "images.purge.failures"'
      column: 'Sum'
      aggregation: 'Total'
      threshold: 0
      periods: 1
    }
    {
      name: 'given-up'
      description: 'Variants could not be made beforehand in five tries: see the queue images-to-make-poison.'
      query: 'AppMetrics | where Name == "images.pregeneration.given_up"'
      column: 'Sum'
      aggregation: 'Total'
      threshold: 0
      periods: 1
    }
  ],
  empty(profileId)
    ? [
        {
          name: 'app-5xx'
          description: 'The app gave more than ${originErrorCount} answers with 5xx in five minutes.'
          query: 'AppMetrics | where Name == "images.request.duration" and tostring(Properties["http.response.status_code"]) startswith "5"'
          column: 'ItemCount'
          aggregation: 'Total'
          threshold: originErrorCount
          periods: 1
        }
      ]
    : []
)

// Not validated: a table is there only when the first row of it has come.
resource metricAlerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in metricRules: {
    name: '${namePrefix}-${rule.name}'
    location: workspaceLocation
    tags: tags
    properties: {
      displayName: '${namePrefix}-${rule.name}'
      description: rule.description
      severity: 2
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT5M'
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: rule.column
            timeAggregation: rule.aggregation
            operator: 'GreaterThan'
            threshold: rule.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: rule.periods
              minFailingPeriodsToAlert: rule.periods
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
