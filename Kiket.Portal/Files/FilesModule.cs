
namespace Kiket.Portal.Files;

public static class FilesModule
{
    /// <param name="directory">Where files are stored. The host passes it, because only the host knows the data directory.</param>
    public static IServiceCollection AddFiles(this IServiceCollection services, Func<IServiceProvider, string> directory)
    {
        services.AddSingleton(provider => new FileStore(directory(provider)));
        services.AddSingleton<PictureStore>();
        services.AddSingleton<ForeignPictures>();
        services.AddOptions<UploadsOptions>()
            .BindConfiguration(UploadsOptions.Section)
            .Validate(
                options => options.Clamd is null or "" || UploadsOptions.Parse(options.Clamd) is not null,
                "Uploads:Clamd must be host:port, such as clamd:3310.")
            .ValidateOnStart();
        services.AddSingleton(provider => new UploadStore(Path.Combine(directory(provider), "uploads")));
        services.AddSingleton<IScanForMalware, ScanWithClamd>();
        services.AddSingleton<InspectUpload>();
        return services;
    }
}
