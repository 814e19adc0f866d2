using Microsoft.Net.Http.Headers;

namespace ImageFunctions.Http;

/// <summary>Answers with a picture: whole, in part, or not at all where the viewer has it.</summary>
internal static class PictureResponse
{
    /// <summary>Writes status, headers and body.</summary>
    public static async Task WriteAsync(HttpContext http, PictureHeaders picture, PictureBody body)
    {
        var (request, response) = (http.Request, http.Response);
        picture.WriteTo(response);
        var (offset, length) = (0L, picture.Length);
        if (Preconditions.HasAny(request))
        {
            var headers = request.GetTypedHeaders();
            var status = Preconditions.Evaluate(request, headers, picture);
            if (status == StatusCodes.Status304NotModified)
            {
                response.StatusCode = status;
                return;
            }

            if (status == StatusCodes.Status412PreconditionFailed)
            {
                await ProblemResponse.WriteAsync(http, Requests.Refusal.PreconditionFailed).ConfigureAwait(false);
                return;
            }

            if (!Preconditions.TryGetRange(request, headers, picture, out offset, out length))
            {
                await ProblemResponse.WriteAsync(http, Requests.Refusal.RangeNotSatisfiable, picture.Length).ConfigureAwait(false);
                return;
            }
        }

        if (length != picture.Length)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = new ContentRangeHeaderValue(offset, offset + length - 1, picture.Length).ToString();
        }

        response.ContentType = picture.ContentType;
        response.ContentLength = length;
        if (!HttpMethods.IsHead(request.Method))
        {
            await body.WriteAsync(response, offset, length, http.RequestAborted).ConfigureAwait(false);
        }
    }
}
