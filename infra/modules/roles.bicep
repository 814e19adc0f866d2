// Who may do what, each as narrow as it goes.

@description('The app\'s user-assigned identity.')
param identityName string

@description('Storage account of the Functions host.')
param hostStorageName string

@description('Storage account of the pictures.')
param pictureStorageName string

@description('The containers with pictures.')
param pictureContainers string[]

@description('Application Insights component.')
param insightsName string

@description('Who puts originals into the picture containers; empty: nobody gets that role here.')
param uploaderPrincipalId string

// Azure's built-in roles.
var role = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

// Blobs: the host makes its own containers (keys, leases) and reads the app package. Tables: it writes its diagnostic
// events there, and they are where one sees that a handler refused to start. Queues: no trigger needs one.
var hostRoles = [role.storageBlobDataOwner, role.storageTableDataContributor]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource hostStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: hostStorageName
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

resource pictureStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: pictureStorageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource containers 'containers' existing = [
      for container in pictureContainers: {
        name: container
      }
    ]
  }
}

// On the containers, not the account: another container in the same account stays closed to the app.
resource appOnPictures 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, i) in pictureContainers: {
    scope: pictureStorage::blobs::containers[i]
    name: guid(pictureStorage::blobs::containers[i].id, identity.id, role.storageBlobDataContributor)
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        role.storageBlobDataContributor
      )
    }
  }
]

resource uploaderOnPictures 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, i) in pictureContainers: if (!empty(uploaderPrincipalId)) {
    scope: pictureStorage::blobs::containers[i]
    name: guid(pictureStorage::blobs::containers[i].id, uploaderPrincipalId, role.storageBlobDataContributor)
    properties: {
      principalId: uploaderPrincipalId
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        role.storageBlobDataContributor
      )
    }
  }
]

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
