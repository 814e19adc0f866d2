// ImageFunctions in a container: the same as main.bicep, but for Azure Container Apps in the place of Azure Functions. docs/container.md.
targetScope = 'resourceGroup'

@description('The image, with its registry and tag: pictures.azurecr.io/imagefunctions:1.')
param image string

@description('Resource id of the Azure Container Registry that it is in; the app gets the role to pull from it. Empty: anybody may.')
param registryId string = ''

@description('Region of everything that has one.')
param location string = resourceGroup().location

@description('Start of every name: lower-case letters and digits, a letter first. The rest of a name comes from the resource group.')
@minLength(2)
@maxLength(7)
param namePrefix string = 'imgfn'

@description('Tags of every resource that can have them.')
param tags { *: string } = { application: 'ImageFunctions' }

// ---- The app ----

@description('Processor cores of a replica; 2 GiB of memory go with each.')
@allowed(['0.5', '1', '2'])
param cpu string = '1'

@description('Replicas that are always on. 0: none, and the first request after a pause waits for one to start.')
@minValue(0)
@maxValue(1000)
param minReplicas int = 1

@description('The most replicas that there may be, and so the most that can be spent on them.')
@minValue(1)
@maxValue(1000)
param maxReplicas int = 40

@description('Requests at once, for each of which replicas another one is started.')
@minValue(1)
param httpConcurrency int = 16

@description('Originals that wait in the work queue, for each of which replicas another one is started.')
@minValue(1)
param originalsPerReplica int = 20

@description('Blob containers with pictures, comma-separated. They are created; no other container is served.')
@minLength(3)
param imagesContainers string = 'images'

@description('Settings by name, such as { Images__AllowedDimensions: \'responsive\' }: docs/contract.md has them all, and what is not here has its default.')
param settings { *: string } = {}

// ---- Storage, edge, events ----

@description('Replication of the pictures\' account.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param pictureStorageSku string = 'Standard_LRS'

@description('Days for which deleted or overwritten pictures can be brought back.')
@minValue(1)
@maxValue(365)
param deleteRetentionDays int = 7

@description('Object id of who uploads originals; empty: give that role elsewhere.')
param uploaderPrincipalId string = ''

@description('What stands before the app. none: another CDN, or nothing; the app then serves whoever asks it.')
@allowed(['frontdoor', 'none'])
param edge string = 'frontdoor'

@description('Tier of Front Door.')
@allowed(['Standard_AzureFrontDoor', 'Premium_AzureFrontDoor'])
param frontDoorSku string = 'Standard_AzureFrontDoor'

@description('A domain of your own for the pictures; empty: only the endpoint\'s own.')
param customDomain string = ''

@description('Client id of the app registration that Event Grid gets tokens for. Empty: replaced and deleted originals are not followed up.')
param eventAudience string = ''

@description('Tenant of that app registration.')
param eventTenantId string = tenant().tenantId

@description('Whether the app runs. Event Grid subscribes only to a webhook that answers, so events begin with the first deployment that says true.')
param appDeployed bool = false

// ---- Watching it ----

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Gigabytes of logs taken in per day; the rest of that day is dropped. -1: no limit.')
@minValue(-1)
param logDailyQuotaGb int = 1

@description('Whether Front Door logs each request.')
param logRequests bool = true

@description('Who gets mail when an alert fires; empty: alerts are only seen in the portal.')
param alertEmail string = ''

// ---- What is deployed ----

var suffix = uniqueString(resourceGroup().id)
var appName = '${namePrefix}-${suffix}'
var pictureStorageName = '${namePrefix}pics${suffix}'
var workStorageName = '${namePrefix}work${suffix}'
var insightsName = '${namePrefix}-insights-${suffix}'
var topicName = '${namePrefix}-pictures-${suffix}'
var profileName = '${namePrefix}-edge-${suffix}'
var undeliveredContainer = 'undelivered-events'
var workQueue = 'images-to-make'
var pictureContainers = map(split(imagesContainers, ','), name => trim(name))
var hasFrontDoor = edge == 'frontdoor'
var followChanges = !empty(eventAudience)

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${namePrefix}-id-${suffix}'
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    workspaceName: '${namePrefix}-logs-${suffix}'
    existingWorkspaceId: ''
    insightsName: insightsName
    location: location
    tags: tags
    logRetentionDays: logRetentionDays
    logDailyQuotaGb: logDailyQuotaGb
  }
}

module workStorage 'modules/storage-account.bicep' = {
  params: {
    name: workStorageName
    location: location
    tags: tags
    sku: 'Standard_LRS'
    containers: [undeliveredContainer]
    queues: [workQueue]
    deleteRetentionDays: 7
    network: 'open'
  }
}

module pictureStorage 'modules/storage-account.bicep' = {
  params: {
    name: pictureStorageName
    location: location
    tags: tags
    sku: pictureStorageSku
    containers: pictureContainers
    deleteRetentionDays: deleteRetentionDays
    network: 'open'
  }
}

module roles 'modules/roles.bicep' = {
  params: {
    identityName: identity.name
    hostStorageName: workStorageName
    functionsHost: false
    workQueue: workQueue
    insightsName: insightsName
    uploaderPrincipalId: uploaderPrincipalId
  }
  dependsOn: [workStorage, monitoring]
}

module pictureRoles 'modules/picture-roles.bicep' = {
  params: {
    identityId: identity.id
    principalId: identity.properties.principalId
    storageName: pictureStorageName
    containers: pictureContainers
    uploaderPrincipalId: uploaderPrincipalId
  }
  dependsOn: [pictureStorage]
}

module registry 'modules/registry-role.bicep' = if (!empty(registryId)) {
  scope: resourceGroup(split(registryId, '/')[?2] ?? '', split(registryId, '/')[?4] ?? '')
  params: {
    registryName: last(split(registryId, '/'))
    identityId: identity.id
    principalId: identity.properties.principalId
  }
}

module profile 'modules/profile.bicep' = if (hasFrontDoor) {
  params: {
    name: profileName
    create: true
    endpointName: appName
    tags: tags
    sku: frontDoorSku
    workspaceId: monitoring.outputs.workspaceId
    logRequests: logRequests
    identityId: identity.id
    principalId: identity.properties.principalId
    letPurge: followChanges
  }
}

var appSettings = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
  ImageStorage__blobServiceUri: pictureStorage.outputs.blobEndpoint
  ImageStorage__clientId: identity.properties.clientId
  ImageQueue__queueServiceUri: workStorage.outputs.queueEndpoint
  ImageQueue__clientId: identity.properties.clientId
  Images__Containers: imagesContainers
  MALLOC_ARENA_MAX: '1'
}
var guardSettings = hasFrontDoor ? { FrontDoor__Id: profile!.outputs.frontDoorId } : {}
var eventSettings = followChanges
  ? {
      EventGrid__TenantId: eventTenantId
      EventGrid__Audience: eventAudience
    }
  : {}
var purgeSettings = followChanges && hasFrontDoor
  ? {
      FrontDoor__EndpointId: profile!.outputs.endpointId
      FrontDoor__Domains: join(
        union([profile!.outputs.endpointHostName], empty(customDomain) ? [] : [customDomain]),
        ','
      )
    }
  : {}

module app 'modules/container.bicep' = {
  params: {
    name: appName
    environmentName: '${namePrefix}-env-${suffix}'
    location: location
    tags: tags
    image: image
    registryServer: empty(registryId) ? '' : registry!.outputs.loginServer
    cpu: cpu
    memory: { '0.5': '1Gi', '1': '2Gi', '2': '4Gi' }[cpu]
    minReplicas: minReplicas
    maxReplicas: maxReplicas
    httpConcurrency: httpConcurrency
    queueAccountName: workStorageName
    workQueue: workQueue
    originalsPerReplica: originalsPerReplica
    identityId: identity.id
    workspaceId: monitoring.outputs.workspaceId
    settings: union(settings, appSettings, guardSettings, eventSettings, purgeSettings)
  }
  dependsOn: [roles, pictureRoles]
}

module frontDoor 'modules/frontdoor.bicep' = if (hasFrontDoor) {
  params: {
    profileName: profileName
    endpointName: appName
    originHostName: app.outputs.hostName
    healthProbes: true
    customDomain: customDomain
  }
}

module events 'modules/events.bicep' = if (followChanges) {
  params: {
    location: location
    tags: tags
    topicName: topicName
    subscribe: appDeployed
    pictureStorageId: pictureStorage.outputs.id
    pictureContainers: pictureContainers
    webhook: {
      url: 'https://${app.outputs.hostName}/OriginalChanged'
      tenantId: eventTenantId
      audience: eventAudience
    }
    undeliveredStorageName: workStorageName
    undeliveredContainer: undeliveredContainer
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    namePrefix: namePrefix
    tags: tags
    profileId: hasFrontDoor ? resourceId('Microsoft.Cdn/profiles', profileName) : ''
    topicId: followChanges ? resourceId('Microsoft.EventGrid/systemTopics', topicName) : ''
    workspaceId: monitoring.outputs.workspaceId
    workspaceLocation: monitoring.outputs.workspaceLocation
    email: alertEmail
  }
  dependsOn: [profile, events]
}

@description('Where pictures are asked for.')
output endpointUrl string = 'https://${hasFrontDoor ? profile!.outputs.endpointHostName : app.outputs.hostName}'

@description('Storage account of the pictures, to upload originals to.')
output storageName string = pictureStorageName

@description('Value of the TXT record _dnsauth.<customDomain>; empty without a domain.')
output domainValidationToken string = hasFrontDoor ? frontDoor!.outputs.domainValidationToken : ''
