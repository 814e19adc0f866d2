// Mail when viewers, or Front Door at the app, get too many 5xx, or conversions queue up.
// The first two read Front Door's metrics: Flex Consumption apps have none of App Service's (Http5xx, Requests).

@description('Start of the alerts\' names.')
param namePrefix string

@description('Tags of the alerts.')
param tags { *: string }

@description('Resource id of the Front Door profile.')
param profileId string

@description('Where the log alert lives: the workspace\'s own region.')
param location string

@description('Resource id of the Log Analytics workspace that the app\'s metrics go to.')
param workspaceId string

@description('Who gets mail; empty: the alerts are only seen in the portal.')
param email string

var viewerErrorPercent = 5
var originErrorCount = 10
var queueLength = 20

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

resource viewerErrors 'Microsoft.Insights/metricAlerts@2026-01-01' = {
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
resource originErrors 'Microsoft.Insights/metricAlerts@2026-01-01' = {
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

// The app's own metric (docs/operate.md): it comes when OTEL_EXPORTER_OTLP_ENDPOINT leads to this workspace. Until then the table has
// no such rows, and the rule stays silent; a queue that overflows is 503 all the same, which the rule above sees.
resource queue 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = {
  name: '${namePrefix}-queue'
  location: location
  tags: tags
  properties: {
    displayName: '${namePrefix}-queue'
    description: 'More than ${queueLength} conversions waited for a place, for ten minutes on end: too few or too small instances.'
    severity: 2
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: 'AppMetrics | where Name == "images.queue.length"'
          metricMeasureColumn: 'Max'
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: queueLength
          failingPeriods: {
            numberOfEvaluationPeriods: 2
            minFailingPeriodsToAlert: 2
          }
        }
      ]
    }
    actions: {
      actionGroups: empty(email) ? [] : [mail.id]
    }
  }
}
