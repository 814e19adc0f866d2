// The Front Door profile and its endpoint, without a route. They know nothing of the app, so they can be there before it: the app
// needs the profile's id to refuse everyone else and the endpoint's host to purge it, and the origin (frontdoor.bicep) needs the
// app's host name. That is how the circle is cut.

@description('Name of the profile.')
param name string

@description('Whether it is made here, or was there before.')
param create bool

@description('Name of the endpoint; Azure adds a hash to it.')
param endpointName string

@description('Tags of both.')
param tags { *: string }

@description('Tier. Standard does all that this service needs.')
@allowed(['Standard_AzureFrontDoor', 'Premium_AzureFrontDoor'])
param sku string

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Whether each request is logged. It costs more than Front Door itself takes for the request.')
param logRequests bool

@description('Resource id of the app\'s user-assigned identity.')
param identityId string

@description('Object id of that identity.')
param principalId string

@description('Whether it gets the role to purge the endpoint.')
param letPurge bool

resource created 'Microsoft.Cdn/profiles@2025-12-01' = if (create) {
  name: name
  location: 'global'
  tags: tags
  sku: {
    name: sku
  }
  properties: {
    // Longer than Images__Timeout, the queue and a cold start: the app says itself when it gives up, and says why.
    originResponseTimeoutSeconds: 120
  }
}

resource profile 'Microsoft.Cdn/profiles@2025-12-01' existing = {
  name: name
}

resource endpoint 'Microsoft.Cdn/profiles/afdEndpoints@2025-12-01' = {
  parent: profile
  name: endpointName
  location: 'global'
  tags: tags
  properties: {
    enabledState: 'Enabled'
  }
  dependsOn: [created]
}

// CDN Profile Contributor (Microsoft.Cdn/profiles/*), on this one endpoint: of the built-in roles the only one but Contributor that holds
// profiles/afdEndpoints/purge/action; CDN Endpoint Contributor knows the classic CDN's endpoints alone. A role definition of our own would
// be narrower, but to write one takes an Owner or User Access Administrator.
var purgeRole = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'ec156ff8-a8d1-4d15-830c-5b80698ca432'
)

resource appOnEndpoint 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (letPurge) {
  scope: endpoint
  name: guid(endpoint.id, identityId, purgeRole)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: purgeRole
  }
}

// The only version that has this shape; there is no stable one.
#disable-next-line use-recent-api-versions
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (create) {
  scope: created
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'FrontDoorAccessLog', enabled: logRequests }
      { category: 'FrontDoorHealthProbeLog', enabled: true } // failed probes only
      { category: 'FrontDoorWebApplicationFirewallLog', enabled: true }
    ]
  }
}

@description('What Front Door sends in X-Azure-FDID.')
output frontDoorId string = create ? created!.properties.frontDoorId : profile!.properties.frontDoorId

@description('Resource id of the endpoint.')
output endpointId string = endpoint.id

@description('Host name of the endpoint.')
output endpointHostName string = endpoint.properties.hostName
