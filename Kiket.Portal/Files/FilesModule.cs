using Microsoft.Net.Http.Headers;

namespace Kiket.Portal.Files;

public static class FilesModule
{
    /// <summary>Nothing in a file may act, even when it is opened by itself: an SVG is a document with scripts.</summary>
    private const string Policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["png"] = "image/png",
        ["jpg"] = "image/jpeg",
        ["svg"] = "image/svg+xml",
    };

    /// <param name="directory">Where files are kept; the host knows the data directory.</param>
    public static IServiceCollection AddFiles(this IServiceCollection services, Func<IServiceProvider, string> directory)
    {
        services.AddSingleton(provider => new FileStore(directory(provider)));
        services.AddSingleton<PictureStore>();
        services.AddSingleton<ForeignPictures>();
        services.AddOptions<UploadsOptions>()
            .BindConfiguration(UploadsOptions.Section)
            .Validate(options => options.Clamd is null or "" || UploadsOptions.Parse(options.Clamd) is not null, "Uploads:Clamd is host:port, such as clamd:3310.")
            .ValidateOnStart();
        services.AddSingleton(provider => new UploadStore(Path.Combine(directory(provider), "uploads")));
        services.AddSingleton<IScanForMalware, ScanWithClamd>();
        services.AddSingleton<InspectUpload>();
        return services;
    }

    /// <summary>Serves pictures by content: the address never changes its meaning, so it may be kept for ever.</summary>
    public static IEndpointRouteBuilder MapFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/files/{name}", (string name, FileStore files, HttpContext context) =>
        {
            var extension = Path.GetExtension(name).TrimStart('.');
            if (!Types.TryGetValue(extension, out var type) || files.Find(name) is not { } path)
            {
                return Results.NotFound();
            }

            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.File(path, type, entityTag: new EntityTagHeaderValue($"\"{name}\""));
        }).ExcludeFromDescription();
        return routes;
    }
}
