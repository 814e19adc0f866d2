// What is deployed of the container, and how: as main.bicepparam is for Azure Functions. docs/container.md.
using './containerapp.bicep'

param image = 'pictures.azurecr.io/imagefunctions:1'

// Resource id of the registry, where the app is to get the role to pull from it.
param registryId = ''

param imagesContainers = 'images'
param settings = {}

// Client id of the app registration that Event Grid gets tokens for; empty: replaced originals are not followed up.
param eventAudience = ''

// Who gets mail when an alert fires.
param alertEmail = ''

// These two come from the environment. A deployment without them takes nothing away.
param uploaderPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param appDeployed = bool(readEnvironmentVariable('APP_DEPLOYED', 'false'))
