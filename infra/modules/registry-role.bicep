// Lets the app's identity pull its image, in the resource group of the registry.

@description('Name of the container registry.')
param registryName string

@description('Resource id of the app\'s user-assigned identity.')
param identityId string

@description('Object id of that identity.')
param principalId string

var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource appOnRegistry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, identityId, acrPull)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}

@description('Where images are pulled from.')
output loginServer string = registry.properties.loginServer
