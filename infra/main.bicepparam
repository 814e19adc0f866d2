// An example. Every parameter has a default; these are the ones that a first deployment is likely to want otherwise.
using './main.bicep'

// Upload rights on the picture containers; docs/deploy.md sets it to whoever is signed in.
param uploaderPrincipalId = readEnvironmentVariable('UPLOADER_PRINCIPAL_ID', '')

param imagesContainers = 'images'
param imagesAllowedDimensions = 'article' // responsive, for srcset

param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')

param tags = {
  application: 'ImageFunctions'
  environment: 'example'
}
