// Log Analytics, and Application Insights on top of it. No local auth: telemetry needs an identity with a role.

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Resource id of a workspace that was there before; empty: one is made.')
param existingWorkspaceId string

@description('Name of the Application Insights component.')
param insightsName string

@description('Region of both.')
param location string

@description('Tags of both.')
param tags { *: string }

@description('Days for which logs are kept.')
param logRetentionDays int

@description('Gigabytes of logs taken in per day, after which the rest of the day is dropped. -1: no limit.')
param logDailyQuotaGb int

resource existing 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = if (!empty(existingWorkspaceId)) {
  scope: resourceGroup(split(existingWorkspaceId, '/')[?2] ?? '', split(existingWorkspaceId, '/')[?4] ?? '')
  name: last(split(existingWorkspaceId, '/'))
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = if (empty(existingWorkspaceId)) {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: logRetentionDays
    workspaceCapping: {
      dailyQuotaGb: logDailyQuotaGb
    }
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: empty(existingWorkspaceId) ? workspace.id : existingWorkspaceId
    DisableLocalAuth: true
  }
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(insights.id, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'ImageFunctions (${insightsName})'
    category: 'workbook'
    sourceId: empty(existingWorkspaceId) ? workspace.id : existingWorkspaceId
    serializedData: string(loadJsonContent('../workbook.json'))
  }
}

@description('Resource id of the workspace.')
output workspaceId string = empty(existingWorkspaceId) ? workspace.id : existingWorkspaceId

@description('Region of the workspace: rules about its logs live there.')
output workspaceLocation string = empty(existingWorkspaceId) ? location : existing!.location

@description('Where telemetry goes. No secret: without a role it opens nothing.')
output insightsConnectionString string = insights.properties.ConnectionString
