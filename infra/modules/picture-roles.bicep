// Who may do what on the pictures' containers, in the resource group of their account.

@description('Resource id of the app\'s user-assigned identity.')
param identityId string

@description('Object id of that identity.')
param principalId string

@description('Storage account of the pictures.')
param storageName string

@description('The containers with pictures.')
param containers string[]

@description('Who puts originals into them; empty: nobody gets that role here.')
param uploaderPrincipalId string

var contributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' // Storage Blob Data Contributor

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource pictures 'containers' existing = [
      for container in containers: {
        name: container
      }
    ]
  }
}

// On the containers, not the account: another container in the same account stays closed to the app.
resource appOnPictures 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, i) in containers: {
    scope: storage::blobs::pictures[i]
    name: guid(storage::blobs::pictures[i].id, identityId, contributor)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', contributor)
    }
  }
]

resource uploaderOnPictures 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, i) in containers: if (!empty(uploaderPrincipalId)) {
    scope: storage::blobs::pictures[i]
    name: guid(storage::blobs::pictures[i].id, uploaderPrincipalId, contributor)
    properties: {
      principalId: uploaderPrincipalId
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', contributor)
    }
  }
]
