// Who may do what on our own resources, each as narrow as it goes; on the pictures: picture-roles.bicep.

@description('The app\'s user-assigned identity.')
param identityName string

@description('Storage account of the Functions host; in a container, of the work queue alone.')
param hostStorageName string

@description('Whether the Functions host runs the app, and needs rights of its own there.')
param functionsHost bool = true

@description('Queue of the originals whose variants are to be made.')
param workQueue string

@description('Application Insights component.')
param insightsName string

@description('Who may fill that queue and look how far it is (warm --enqueue); empty: nobody gets that role here.')
param uploaderPrincipalId string

// Azure's built-in roles.
var role = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

// Blobs: the host makes its own containers (keys, leases) and reads the app package. Tables: it writes its diagnostic
// events there, and they are where one sees that a handler refused to start. Queues: it takes work from ours, and makes the poison queue.
var hostRoles = functionsHost
  ? [role.storageBlobDataOwner, role.storageTableDataContributor, role.storageQueueDataContributor]
  : [role.storageQueueDataContributor]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource hostStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: hostStorageName

  resource queueService 'queueServices' existing = {
    name: 'default'

    resource queue 'queues' existing = {
      name: workQueue
    }
  }
}

resource hostOnItsStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for id in hostRoles: {
    scope: hostStorage
    name: guid(hostStorage.id, identity.id, id)
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', id)
    }
  }
]

resource uploaderOnQueue 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(uploaderPrincipalId)) {
  scope: hostStorage::queueService::queue
  name: guid(hostStorage::queueService::queue.id, uploaderPrincipalId, role.storageQueueDataContributor)
  properties: {
    principalId: uploaderPrincipalId
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      role.storageQueueDataContributor
    )
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource appOnInsights 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, identity.id, role.monitoringMetricsPublisher)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.monitoringMetricsPublisher)
  }
}
