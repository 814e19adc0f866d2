// Replaced and deleted pictures: Blob Storage tells Event Grid, Event Grid the function OriginalChanged, and that purges the
// edge. Only what the origin is allowed to do for it stands here; docs/freshness.md says what it does.

@description('Region of the pictures\' account.')
param location string

@description('Tags of what can have them.')
param tags { *: string }

@description('Whether to subscribe. Only when the app\'s code is deployed: Event Grid looks whether the function is there.')
param subscribe bool

@description('Name of the system topic.')
param topicName string

@description('Storage account of the pictures.')
param pictureStorageName string

@description('The containers with pictures.')
param pictureContainers string[]

@description('The function app.')
param appName string

@description('The app\'s user-assigned identity.')
param identityName string

@description('Front Door profile.')
param profileName string

@description('Front Door endpoint.')
param endpointName string

resource pictureStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: pictureStorageName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: topicName
  location: location
  tags: tags
  properties: {
    source: pictureStorage.id
    topicType: 'Microsoft.Storage.StorageAccounts'
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
      destination: {
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
    }
  }
]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource profile 'Microsoft.Cdn/profiles@2025-12-01' existing = {
  name: profileName

  resource endpoint 'afdEndpoints' existing = {
    name: endpointName
  }
}

// CDN Profile Contributor (Microsoft.Cdn/profiles/*), on this one endpoint: of the built-in roles the only one but Contributor that holds
// profiles/afdEndpoints/purge/action; CDN Endpoint Contributor knows the classic CDN's endpoints alone. A role definition of our own would
// be narrower, but to write one takes an Owner or User Access Administrator.
var purgeRole = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'ec156ff8-a8d1-4d15-830c-5b80698ca432'
)

resource appOnEndpoint 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: profile::endpoint
  name: guid(profile::endpoint.id, identity.id, purgeRole)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: purgeRole
  }
}
