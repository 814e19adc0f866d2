// Replaced and deleted pictures: Blob Storage tells Event Grid, Event Grid the function OriginalChanged, or the container's webhook, and that purges the
// edge. Only what the origin is allowed to do for it stands here; docs/freshness.md says what it does.

@description('Region of the pictures\' account.')
param location string

@description('Tags of what can have them.')
param tags { *: string }

@description('Whether to subscribe. Only when the app\'s code is deployed: Event Grid looks whether the function is there.')
param subscribe bool

@description('Name of the system topic.')
param topicName string

@description('Resource id of the storage account of the pictures.')
param pictureStorageId string

@description('The containers with pictures.')
param pictureContainers string[]

@description('The function app; empty: a webhook takes the events.')
param appName string = ''

@description('The webhook, and the app registration that Event Grid gets a token for it of.')
param webhook { url: string, tenantId: string, audience: string } = { url: '', tenantId: '', audience: '' }

@description('Storage account that takes what could not be delivered.')
param undeliveredStorageName string

@description('Its container for that.')
param undeliveredContainer string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: topicName
  location: location
  tags: tags
  identity: {
    type: 'SystemAssigned' // to write into the container below
  }
  properties: {
    source: pictureStorageId
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource undeliveredStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: undeliveredStorageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource container 'containers' existing = {
      name: undeliveredContainer
    }
  }
}

var contributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' // Storage Blob Data Contributor

resource topicOnUndelivered 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: undeliveredStorage::blobs::container
  name: guid(undeliveredStorage::blobs::container.id, topic.id, contributor)
  properties: {
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', contributor)
  }
}

// One a container: a subscription has one subject. Variants are written and dropped by the app itself, under request ids that
// begin with its name; filtered here, they cost no execution. The app ignores them too, by path and marker.
resource subscriptions 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [
  for container in pictureContainers: if (subscribe) {
    parent: topic
    name: 'originals-${container}'
    properties: {
      eventDeliverySchema: 'CloudEventSchemaV1_0'
      filter: {
        includedEventTypes: ['Microsoft.Storage.BlobCreated', 'Microsoft.Storage.BlobDeleted']
        subjectBeginsWith: '/blobServices/default/containers/${container}/blobs/'
        advancedFilters: [
          {
            operatorType: 'StringNotBeginsWith'
            key: 'data.clientRequestId'
            values: ['imagefunctions-']
          }
        ]
      }
      destination: empty(appName)
        ? {
            endpointType: 'WebHook'
            properties: {
              #disable-next-line use-secure-value-for-secure-inputs // no key stands in it: a token lets events in
              endpointUrl: webhook.url
              azureActiveDirectoryTenantId: webhook.tenantId
              azureActiveDirectoryApplicationIdOrUri: webhook.audience
              maxEventsPerBatch: 1
              preferredBatchSizeInKilobytes: 64
            }
          }
        : {
            endpointType: 'AzureFunction'
            properties: {
              resourceId: resourceId('Microsoft.Web/sites/functions', appName, 'OriginalChanged')
              maxEventsPerBatch: 1
              preferredBatchSizeInKilobytes: 64
            }
          }
      retryPolicy: {
        maxDeliveryAttempts: 30
        eventTimeToLiveInMinutes: 1440
      }
      deadLetterWithResourceIdentity: {
        identity: {
          type: 'SystemAssigned'
        }
        deadLetterDestination: {
          endpointType: 'StorageBlob'
          properties: {
            resourceId: undeliveredStorage.id
            blobContainerName: undeliveredContainer
          }
        }
      }
    }
    dependsOn: [topicOnUndelivered]
  }
]
