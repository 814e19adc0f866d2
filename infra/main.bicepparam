// What is deployed, and how: every value of yours goes into this file, none on a command line, so that the next deployment and
// `what-if` know it too. Every parameter of main.bicep has a default; these are the ones that a first deployment is likely to want otherwise.
using './main.bicep'

param imagesContainers = 'images'
param imagesAllowedDimensions = 'article' // responsive, for srcset

// Empty: only the endpoint's own host.
param customDomain = ''

// Who gets mail when an alert fires.
param alertEmail = ''

param tags = {
  application: 'ImageFunctions'
  environment: 'example'
}

// These two come from the environment; `azd` keeps them. A deployment without them takes nothing away: the role that was given and
// the subscription that was made stay (infra/check compares the two).
param uploaderPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param appDeployed = bool(readEnvironmentVariable('APP_DEPLOYED', 'false'))
