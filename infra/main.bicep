// ImageFunctions: originals and variants in Blob Storage, the origin on Azure Functions, Front Door in front of it.
// How to deploy it: docs/deploy.md. What the edge does and why: docs/edge.md.
targetScope = 'resourceGroup'

// ---- Where, and what it is called ----

@description('Region of everything that has one. It must offer Flex Consumption.')
param location string = resourceGroup().location

@description('Start of every name: lower-case letters and digits, a letter first. The rest of a name comes from the resource group.')
@minLength(2)
@maxLength(7)
param namePrefix string = 'imgfn'

@description('Tags of every resource that can have them.')
param tags { *: string } = { application: 'ImageFunctions' }

// ---- The app ----

@description('How the origin runs: as a custom handler (our executable; the default), or as a .NET isolated worker, which needs a package built for that.')
@allowed(['custom', 'dotnet-isolated'])
param hosting string = 'custom'

@description('Memory of an instance in MB; processor time grows with it. Large originals need 2048 or more.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('The most instances that there may be, and so the most that can be spent on them.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that are always on: no cold start, at a price around the clock.')
@minValue(0)
@maxValue(1000)
param alwaysReadyInstances int = 0

@description('Requests that one instance gets at once before another is started; null: what the platform takes for instanceMemoryMB.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int?

@description('Whether the plan and both storage accounts are spread over the region\'s availability zones. With instances that are always ready there are two at least.')
param zoneRedundant bool = false

@description('Whether the app reaches storage through a virtual network alone: private endpoints, and both accounts closed to the internet. Who uploads must then be in that network, too.')
param vnetEnabled bool = false

@description('Addresses of the virtual network, a /24 or larger.')
param vnetAddressPrefix string = '10.80.0.0/24'

@description('Address of a package of the app, such as a release\'s app.zip, to be deployed along; empty: the app is deployed by itself.')
param packageUri string = ''

// ---- Image settings ----
// Parameter imagesX becomes app setting Images__X, with the same default as in code; null leaves the code's own default.
// To add one: its parameter here, and its line in imageSettings below. Nothing else.

@description('Blob containers with pictures, comma-separated. They are created; no other container is served.')
@minLength(3)
param imagesContainers string = 'images'

@description('Dimensions that variants may have, comma-separated, in the order in which they are tried; article and responsive stand for several.')
param imagesAllowedDimensions string = 'article'

@description('Dimension for what is no width, or near none of the allowed ones; null: 200x200, or 640x where responsive is allowed.')
param imagesDefaultDimension string?

@description('nearest: the first allowed width within the variance; up: the next one above. null: nearest, or up where responsive is allowed.')
@allowed(['nearest', 'up'])
param imagesSnap string?

@description('How far, in per cent, a requested width may be from an allowed one to snap to it (nearest).')
@minValue(0)
@maxValue(100)
param imagesVariancePercent int = 20

@description('Formats that are offered beside the original\'s own, best first. The rules of Front Door ask for WebP only; AVIF is for who widens them (docs/edge.md).')
@allowed(['webp', 'avif', 'avif,webp', 'webp,avif'])
param imagesFormats string = 'webp'

@description('Cache-Control of variants.')
param imagesCacheControl string = 'public, max-age=31536000'

@description('Cache-Control of originals that have none of their own.')
param imagesOriginalCacheControl string = 'public, max-age=86400'

@description('Quality of JPEG variants.')
@minValue(1)
@maxValue(100)
param imagesJpegQuality int = 80

@description('Quality of WebP variants.')
@minValue(1)
@maxValue(100)
param imagesWebpQuality int = 80

@description('Quality of AVIF variants.')
@minValue(1)
@maxValue(100)
param imagesAvifQuality int = 66

@description('Which part stays when something must be cut off.')
@allowed(['centre', 'attention', 'entropy'])
param imagesCrop string = 'centre'

@description('Whether light is mixed where pixels become one; otherwise sRGB numbers, which darkens fine detail.')
param imagesLinearLight bool = true

@description('What becomes of colours that sRGB does not have: the nearest that it has, or Display P3 is kept (WebP, AVIF, JPEG, PNG).')
@allowed(['srgb', 'keep'])
param imagesGamut string = 'srgb'

@description('Colour behind transparent pictures in formats without transparency, as six hex digits.')
@minLength(6)
@maxLength(6)
param imagesBackground string = 'ffffff'

@description('Whether EXIF copyright and artist of an original go along with its variants; all other metadata never does.')
param imagesKeepCopyright bool = false

@description('Picture that is laid over variants, as container/name in one of imagesContainers; null: none.')
param imagesWatermark string?

@description('Where on a variant the watermark lies.')
@allowed(['top-left', 'top', 'top-right', 'left', 'centre', 'right', 'bottom-left', 'bottom', 'bottom-right'])
param imagesWatermarkPosition string = 'bottom-right'

@description('Width of the watermark, in per cent of the variant\'s.')
@minValue(1)
@maxValue(100)
param imagesWatermarkScalePercent int = 25

@description('How much the watermark covers what lies below it, in per cent.')
@minValue(1)
@maxValue(100)
param imagesWatermarkOpacityPercent int = 60

@description('Variants with a side shorter than this, in pixels, carry no watermark.')
@minValue(1)
param imagesWatermarkMinimumSize int = 200

@description('Picture that is shown where there is none, as container/name in one of imagesContainers; null: none.')
param imagesFallback string?

@description('Cache-Control of answers that show it.')
param imagesFallbackCacheControl string = 'no-store'

@description('Whether animations are enlarged to their box as stills are.')
param imagesEnlargeAnimations bool = false

@description('Largest original in bytes.')
@minValue(1)
param imagesMaxSourceBytes int = 67108864

@description('Largest original in pixels, all frames together.')
@minValue(1)
param imagesMaxSourcePixels int = 100000000

@description('Most frames of an animation that is read.')
@minValue(1)
param imagesMaxSourceFrames int = 500

@description('What becomes of originals that break off before their end: shown as far as they go, or refused.')
@allowed(['show', 'refuse'])
param imagesTruncatedOriginals string = 'show'

@description('Memory in bytes that one instance gives to originals and their decoding; null: half of what it may use.')
@minValue(67108864)
param imagesMemoryBudgetBytes int?

@description('How long an original that cannot be read is refused without another try, as hh:mm:ss.')
@minLength(8)
param imagesBrokenTime string = '00:10:00'

@description('How long an original that the process died of is refused without another try, as hh:mm:ss.')
@minLength(8)
param imagesQuarantineTime string = '00:05:00'

@description('Longest time to make a variant, as hh:mm:ss.')
@minLength(8)
param imagesTimeout string = '00:00:20'

@description('Pictures that one instance works on at once; null: as many as it has cores.')
@minValue(1)
param imagesMaxConcurrency int?

@description('Pictures that may wait for that; what is above gets 503.')
@minValue(0)
param imagesMaxQueue int = 100

@description('Whether a variant is checked against its original on each request that reaches the origin.')
param imagesVerifySource bool = true

@description('Whether an outdated variant is served when no new one can be made now; otherwise that is 503.')
param imagesServeStaleOnError bool = false

@description('Whether every variant of an original is made as soon as it is uploaded. Needs followChanges.')
@allowed(['off', 'all'])
param imagesPregenerate string = 'off'

// ---- Storage ----

@description('Resource id of a storage account that has the pictures already; empty: one is made. Nothing in it is changed: its containers must be there.')
param existingPictureStorageId string = ''

@description('Replication of the pictures\' account. With zoneRedundant the zone-redundant kind of it is taken.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param pictureStorageSku string = 'Standard_LRS'

@description('Days for which deleted or overwritten pictures can be brought back.')
@minValue(1)
@maxValue(365)
param deleteRetentionDays int = 7

@description('Object id of who uploads originals (you: az ad signed-in-user show --query id); empty: give that role elsewhere.')
param uploaderPrincipalId string = ''

// ---- Front Door ----

@description('What stands before the app. none: another CDN, or nothing; the app then serves whoever asks it (docs/edge.md).')
@allowed(['frontdoor', 'none'])
param edge string = 'frontdoor'

@description('Resource id of a Front Door profile (Standard or Premium) to add an endpoint to; empty: one is made. frontDoorSku must be its tier.')
param existingFrontDoorId string = ''

@description('Tier of Front Door. Standard does all that is needed here, the rate limit included.')
@allowed(['Standard_AzureFrontDoor', 'Premium_AzureFrontDoor'])
param frontDoorSku string = 'Standard_AzureFrontDoor'

@description('Whether replaced and deleted originals are followed up: outdated variants dropped, the edge purged (docs/freshness.md).')
param followChanges bool = true

@description('Whether the app\'s code is there. Event Grid subscribes only to a function that exists, so events begin with the first deployment that says true; one that says false later takes nothing away.')
param appDeployed bool = false

@description('Whether edge locations ask the app for its health. Each probe is an execution that is paid for; with one origin they decide nothing, they only show its health.')
param healthProbes bool = true

@description('A domain of your own for the pictures (img.example.com); empty: only the endpoint\'s own, which goes on serving beside it.')
param customDomain string = ''

@description('Rate limit at the edge. Off: none. Detection: log only. Prevention: answer 429.')
@allowed(['Off', 'Detection', 'Prevention'])
param wafMode string = 'Off'

@description('Requests that one address may make in a minute when wafMode is on. Hits in the edge\'s cache count too.')
@minValue(10)
@maxValue(1000000)
param rateLimitPerMinute int = 1200

// ---- Watching it ----

@description('Resource id of a Log Analytics workspace to use; empty: one is made.')
param existingWorkspaceId string = ''

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Gigabytes of logs taken in per day; the rest of that day is dropped. -1: no limit.')
@minValue(-1)
param logDailyQuotaGb int = 1

@description('Whether Front Door logs each request. It costs more than Front Door takes for the request (docs/deploy.md).')
param logRequests bool = true

@description('Who gets mail when an alert fires; empty: alerts are only seen in the portal.')
param alertEmail string = ''

// ---- What was there before ----

@description('Whether the app gets its roles on resources that were there before. false where you may not give them: the output rolesToGrant then says which are needed.')
param grantOnExisting bool = true

var imageSettings = {
  Images__Containers: imagesContainers
  Images__AllowedDimensions: imagesAllowedDimensions
  Images__DefaultDimension: imagesDefaultDimension
  Images__Snap: imagesSnap
  Images__VariancePercent: imagesVariancePercent
  Images__Formats: imagesFormats
  Images__CacheControl: imagesCacheControl
  Images__OriginalCacheControl: imagesOriginalCacheControl
  Images__JpegQuality: imagesJpegQuality
  Images__WebpQuality: imagesWebpQuality
  Images__AvifQuality: imagesAvifQuality
  Images__Crop: imagesCrop
  Images__Gamut: imagesGamut
  Images__LinearLight: toLower(string(imagesLinearLight))
  Images__Background: imagesBackground
  Images__KeepCopyright: toLower(string(imagesKeepCopyright))
  Images__Watermark: imagesWatermark
  Images__WatermarkPosition: imagesWatermarkPosition
  Images__WatermarkScalePercent: imagesWatermarkScalePercent
  Images__WatermarkOpacityPercent: imagesWatermarkOpacityPercent
  Images__WatermarkMinimumSize: imagesWatermarkMinimumSize
  Images__Fallback: imagesFallback
  Images__FallbackCacheControl: imagesFallbackCacheControl
  Images__EnlargeAnimations: toLower(string(imagesEnlargeAnimations))
  Images__MaxSourceBytes: imagesMaxSourceBytes
  Images__MaxSourcePixels: imagesMaxSourcePixels
  Images__MaxSourceFrames: imagesMaxSourceFrames
  Images__TruncatedOriginals: imagesTruncatedOriginals
  Images__MemoryBudgetBytes: imagesMemoryBudgetBytes
  Images__BrokenTime: imagesBrokenTime
  Images__QuarantineTime: imagesQuarantineTime
  Images__Timeout: imagesTimeout
  Images__MaxConcurrency: imagesMaxConcurrency
  Images__MaxQueue: imagesMaxQueue
  Images__VerifySource: toLower(string(imagesVerifySource))
  Images__ServeStaleOnError: toLower(string(imagesServeStaleOnError))
  Images__Pregenerate: imagesPregenerate
}

// App settings are strings, and a setting that is null is not set at all.
var givenImageSettings = toObject(
  filter(items(imageSettings), setting => setting.value != null),
  setting => setting.key,
  setting => string(setting.value)
)

// ---- What is deployed ----

// Names are known before anything runs, so that what-if can show every resource.
var suffix = uniqueString(resourceGroup().id)
var appName = '${namePrefix}-${suffix}'
var hostStorageName = '${namePrefix}host${suffix}'
var networkName = '${namePrefix}-net-${suffix}'
var insightsName = '${namePrefix}-insights-${suffix}'

var topicName = '${namePrefix}-pictures-${suffix}'
var endpointName = '${namePrefix}-${suffix}'

// A resource id names a resource's subscription, group and name; where nothing was there before, they are ours.
var hasFrontDoor = edge == 'frontdoor'
var ownPictures = empty(existingPictureStorageId)
var ownProfile = empty(existingFrontDoorId)
var picturesAt = ownPictures
  ? { subscription: subscription().subscriptionId, group: resourceGroup().name, name: '${namePrefix}pics${suffix}' }
  : {
      subscription: split(existingPictureStorageId, '/')[2]
      group: split(existingPictureStorageId, '/')[4]
      name: last(split(existingPictureStorageId, '/'))
    }
var profileAt = ownProfile
  ? { subscription: subscription().subscriptionId, group: resourceGroup().name, name: '${namePrefix}-edge-${suffix}' }
  : {
      subscription: split(existingFrontDoorId, '/')[2]
      group: split(existingFrontDoorId, '/')[4]
      name: last(split(existingFrontDoorId, '/'))
    }

var pictureContainers = map(split(imagesContainers, ','), name => trim(name))
var packageContainer = 'app-package'
var undeliveredContainer = 'undelivered-events'
var workQueue = 'images-to-make' // MakeVariants/function.json, and the host's own <name>-poison for what failed five times
var runtimeVersions = { custom: '1.0', 'dotnet-isolated': '10.0' }

// Of its own rather than the app's: it has its roles before the app first starts, keeps them when the app is made anew,
// and who deploys the app alone needs no right to hand out roles.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${namePrefix}-id-${suffix}'
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    workspaceName: '${namePrefix}-logs-${suffix}'
    existingWorkspaceId: existingWorkspaceId
    insightsName: insightsName
    location: location
    tags: tags
    logRetentionDays: logRetentionDays
    logDailyQuotaGb: logDailyQuotaGb
  }
}

// Two accounts: the host keeps the app's keys and package in its own, and needs far-reaching rights there. So no mistake
// in a container's name or in the origin can ever serve them, and pictures can be replicated without paying for both.
module hostStorage 'modules/storage-account.bicep' = {
  params: {
    name: hostStorageName
    location: location
    tags: tags
    sku: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
    containers: [packageContainer, undeliveredContainer]
    queues: [workQueue]
    deleteRetentionDays: 7
    network: vnetEnabled ? 'trustedServices' : 'open' // Event Grid, which leaves here what it cannot deliver, is one
  }
}

module ownPictureStorage 'modules/storage-account.bicep' = if (ownPictures) {
  params: {
    name: picturesAt.name
    location: location
    tags: tags
    sku: !zoneRedundant
      ? pictureStorageSku
      : contains(pictureStorageSku, 'G') ? 'Standard_GZRS' : 'Standard_ZRS'
    containers: pictureContainers
    deleteRetentionDays: deleteRetentionDays
    network: vnetEnabled ? 'closed' : 'open'
  }
}

resource pictureStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  scope: resourceGroup(picturesAt.subscription, picturesAt.group)
  name: picturesAt.name
}

module network 'modules/network.bicep' = if (vnetEnabled) {
  params: {
    name: networkName
    location: location
    tags: tags
    addressPrefix: vnetAddressPrefix
    hostStorageId: hostStorage.outputs.id
    pictureStorageId: pictureStorage.id
  }
  dependsOn: [ownPictureStorage]
}

module roles 'modules/roles.bicep' = {
  params: {
    identityName: identity.name
    hostStorageName: hostStorageName
    workQueue: workQueue
    insightsName: insightsName
    uploaderPrincipalId: uploaderPrincipalId
  }
  dependsOn: [hostStorage, monitoring]
}

module pictureRoles 'modules/picture-roles.bicep' = if (ownPictures || grantOnExisting) {
  scope: resourceGroup(picturesAt.subscription, picturesAt.group)
  params: {
    identityId: identity.id
    principalId: identity.properties.principalId
    storageName: picturesAt.name
    containers: pictureContainers
    uploaderPrincipalId: uploaderPrincipalId
  }
  dependsOn: [ownPictureStorage]
}

module profile 'modules/profile.bicep' = if (hasFrontDoor) {
  scope: resourceGroup(profileAt.subscription, profileAt.group)
  params: {
    name: profileAt.name
    create: ownProfile
    endpointName: endpointName
    tags: tags
    sku: frontDoorSku
    workspaceId: monitoring.outputs.workspaceId
    logRequests: logRequests
    identityId: identity.id
    principalId: identity.properties.principalId
    letPurge: followChanges && (ownProfile || grantOnExisting)
  }
}

// Neither FUNCTIONS_WORKER_RUNTIME, FUNCTIONS_EXTENSION_VERSION nor WEBSITE_RUN_FROM_PACKAGE: Flex Consumption refuses them.
var appSettings = {
  AzureWebJobsStorage__accountName: hostStorageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
  ImageStorage__blobServiceUri: pictureStorage!.properties.primaryEndpoints.blob
  ImageStorage__clientId: identity.properties.clientId
  ImageQueue__queueServiceUri: hostStorage.outputs.queueEndpoint
  ImageQueue__credential: 'managedidentity'
  ImageQueue__clientId: identity.properties.clientId
  MALLOC_ARENA_MAX: '1' // what one picture leaves in glibc's memory the next one finds, and all of it can be given back (Imaging/NativeHeap.cs)
}

// Every host that serves: Front Door keeps and purges each host's pictures on its own, and the endpoint's own host goes on serving.
var purgeSettings = followChanges && hasFrontDoor
  ? {
      FrontDoor__EndpointId: profile!.outputs.endpointId
      FrontDoor__Domains: join(
        union([profile!.outputs.endpointHostName], empty(customDomain) ? [] : [customDomain]),
        ','
      )
    }
  : {}
var guardSettings = hasFrontDoor ? { FrontDoor__Id: profile!.outputs.frontDoorId } : {}

module functions 'modules/functions.bicep' = {
  params: {
    name: appName
    planName: '${namePrefix}-plan-${suffix}'
    location: location
    tags: tags
    runtime: { name: hosting, version: runtimeVersions[hosting] }
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: zoneRedundant && alwaysReadyInstances > 0 ? max(alwaysReadyInstances, 2) : alwaysReadyInstances
    httpConcurrency: httpConcurrency
    zoneRedundant: zoneRedundant
    subnetId: vnetEnabled ? network!.outputs.appSubnetId : null
    identityId: identity.id
    packageContainerUri: '${hostStorage.outputs.blobEndpoint}${packageContainer}'
    settings: union(appSettings, guardSettings, purgeSettings, givenImageSettings)
    onlyFrontDoor: hasFrontDoor
    frontDoorId: hasFrontDoor ? profile!.outputs.frontDoorId : ''
    letEventGridIn: followChanges
    packageUri: packageUri
  }
  dependsOn: [roles, pictureRoles]
}

module frontDoor 'modules/frontdoor.bicep' = if (hasFrontDoor) {
  scope: resourceGroup(profileAt.subscription, profileAt.group)
  params: {
    profileName: profileAt.name
    endpointName: endpointName
    originHostName: functions.outputs.hostName
    healthProbes: healthProbes
    customDomain: customDomain
  }
}

module events 'modules/events.bicep' = if (followChanges) {
  params: {
    location: ownPictures ? location : pictureStorage!.location
    tags: tags
    topicName: topicName
    subscribe: appDeployed || !empty(packageUri)
    pictureStorageId: pictureStorage.id
    pictureContainers: pictureContainers
    appName: appName
    undeliveredStorageName: hostStorageName
    undeliveredContainer: undeliveredContainer
  }
  dependsOn: [functions, ownPictureStorage]
}

module waf 'modules/waf.bicep' = if (hasFrontDoor && wafMode != 'Off') {
  scope: resourceGroup(profileAt.subscription, profileAt.group)
  params: {
    profileName: profileAt.name
    doors: frontDoor!.outputs.doors
    name: '${namePrefix}waf${suffix}'
    tags: tags
    sku: frontDoorSku
    mode: wafMode == 'Prevention' ? 'Prevention' : 'Detection'
    rateLimitPerMinute: rateLimitPerMinute
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    namePrefix: namePrefix
    tags: tags
    profileId: hasFrontDoor
      ? resourceId(profileAt.subscription, profileAt.group, 'Microsoft.Cdn/profiles', profileAt.name)
      : ''
    topicId: followChanges ? resourceId('Microsoft.EventGrid/systemTopics', topicName) : ''
    workspaceId: monitoring.outputs.workspaceId
    workspaceLocation: monitoring.outputs.workspaceLocation
    email: alertEmail
  }
  dependsOn: [profile, events]
}

@description('Where pictures are asked for.')
output endpointUrl string = 'https://${hasFrontDoor ? profile!.outputs.endpointHostName : functions.outputs.hostName}'

@description('Name of the function app, to deploy to.')
output appName string = appName

@description('Storage account of the pictures, to upload originals to.')
output storageName string = picturesAt.name

@description('Storage account of the Functions host, with the app package.')
output hostStorageName string = hostStorageName

@description('Front Door profile, for purges; empty without Front Door.')
output profileName string = hasFrontDoor ? profileAt.name : ''

@description('Front Door endpoint, for purges; empty without Front Door.')
output endpointName string = hasFrontDoor ? endpointName : ''

@description('Value of the TXT record _dnsauth.<customDomain>; empty without a domain.')
output domainValidationToken string = hasFrontDoor ? frontDoor!.outputs.domainValidationToken : ''

@description('Roles that the owner of what was there before must give the app, since grantOnExisting is false: az role assignment create --assignee-object-id <principalId> --role <role> --scope <scope>.')
output rolesToGrant { principalId: string, role: string, scope: string }[] = grantOnExisting
  ? []
  : concat(
      ownPictures
        ? []
        : map(pictureContainers, container => {
            principalId: identity.properties.principalId
            role: 'Storage Blob Data Contributor'
            scope: '${existingPictureStorageId}/blobServices/default/containers/${container}'
          }),
      ownProfile || !hasFrontDoor || !followChanges
        ? []
        : [
            {
              principalId: identity.properties.principalId
              role: 'CDN Profile Contributor'
              scope: '${existingFrontDoorId}/afdEndpoints/${endpointName}'
            }
          ]
    )
