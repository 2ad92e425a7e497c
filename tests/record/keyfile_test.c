/* The file of the master secret. */
#include "keyfile.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "harness/test.h"

static void path_in(const char *folder, char ret_path[4096])
{
	snprintf(ret_path, 4096, "%s/master.key", folder);
}

TEST(keyfile, what_was_made_is_opened_again)
{
	struct error error = {0};
	struct keyring *keys[2];
	uint8_t key[2][KEYRING_KEY_BYTES];
	struct stat status;
	char path[4096];

	path_in(t_folder(), path);
	T_ERR(keyfile_open(path, &keys[0], &error), IO);
	T_OK(keyfile_create(path, &error));
	T_INT(stat(path, &status), 0);
	T_INT(status.st_mode & 07777, 0600);
	T_INT(status.st_size, 32);
	for (int i = 0; i < 2; i++) {
		T_OK(keyfile_open(path, &keys[i], &error));
		keyring_derive(keys[i], KEY_RECORD, 7, 1, key[i]);
		keyring_free(keys[i]);
	}
	T_MEM(key[0], key[1], KEYRING_KEY_BYTES);
	T_ERR(keyfile_create(path, &error), IO);
	T_OK(keyfile_open(path, &keys[0], &error));
	keyring_derive(keys[0], KEY_RECORD, 7, 1, key[1]);
	keyring_free(keys[0]);
	T_MEM(key[0], key[1], KEYRING_KEY_BYTES);
}

TEST(keyfile, a_file_that_others_may_read_or_of_another_size_is_refused)
{
	struct error error = {0};
	struct keyring *keys;
	char path[4096];

	path_in(t_folder(), path);
	T_OK(keyfile_create(path, &error));
	T_INT(chmod(path, 0640), 0);
	T_ERR(keyfile_open(path, &keys, &error), IO);
	T_INT(chmod(path, 0600), 0);
	T_INT(truncate(path, 31), 0);
	T_ERR(keyfile_open(path, &keys, &error), IO);
	T_INT(truncate(path, 33), 0);
	T_ERR(keyfile_open(path, &keys, &error), IO);
	T_ERR(keyfile_open(t_folder(), &keys, &error), IO);
}
